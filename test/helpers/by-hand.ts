/** What an accountant books by hand in Tripletex. */
import type { TripletexSimulator } from "../../src/simulators/tripletex/index.ts";

export interface InvoiceByHand {
  number: number;
  date: string;
  kroner: number;
}

/** An invoice outside of VAT, for a customer that is synced. */
export function bookInvoiceByHand({ state, control }: TripletexSimulator, invoice: InvoiceByHand) {
  const [customer] = state.customers;
  const [product] = state.products;
  return control.createInvoice({
    invoiceNumber: invoice.number,
    invoiceDate: invoice.date,
    invoiceDueDate: invoice.date,
    orders: [
      {
        customer: { id: customer?.id },
        orderDate: invoice.date,
        deliveryDate: invoice.date,
        isPrioritizeAmountsIncludingVat: true,
        orderLines: [
          {
            product: { id: product?.id },
            description: "For hånd",
            count: 1,
            unitPriceIncludingVatCurrency: invoice.kroner,
            vatType: { id: 6 },
          },
        ],
      },
    ],
  });
}
