/**
 * The names of Tripletex's objects that the stand-in knows: what `fields`, `sorting` and bodies may say, what an absent value looks
 * like, and which names point at other objects. A test compares the names with Tripletex's own description where that is at hand.
 */
const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

interface Definition {
  path: string;
  text?: string;
  number?: string;
  flag?: string;
  /** Values that are null when absent: dates, enums, and numbers that may be missing. */
  other?: string;
  one?: Record<string, string>;
  many?: Record<string, string>;
  /** Accepted in a body and ignored. */
  readOnly?: string;
}

export interface Model {
  /** Path of one object without its id, as `ledger/account`. */
  path: string;
  /** Every name except `changes`, in order. */
  names: readonly string[];
  empty: ReadonlyMap<string, unknown>;
  one: ReadonlyMap<string, string>;
  many: ReadonlyMap<string, string>;
  readOnly: ReadonlySet<string>;
}

/** A thing the stand-in does not keep; it is null everywhere, and any name in it is accepted by `fields`. */
export const UNKEPT = "Unkept";

const address = {
  text: "addressLine1 addressLine2 postalCode city displayName addressAsString displayNameInklMatrikkel unitNumber",
  number: "knr gnr bnr fnr snr",
  one: { country: "Country" },
  readOnly: "displayName addressAsString displayNameInklMatrikkel",
};

const definitions: Record<string, Definition> = {
  Customer: {
    path: "customer",
    text: `name organizationNumber email invoiceEmail overdueNoticeEmail phoneNumber phoneNumberMobile description displayName
      invoiceSMSNotificationNumber website`,
    number: "globalLocationNumber supplierNumber customerNumber invoicesDueIn discountPercentage",
    flag: `isSupplier isCustomer isInactive isPrivateIndividual singleCustomerInvoice isFactoring invoiceSendSMSNotification
      isAutomaticSoftReminderEnabled isAutomaticReminderEnabled isAutomaticNoticeOfDebtCollectionEnabled`,
    other: "language invoiceSendMethod emailAttachmentType invoicesDueInType",
    one: {
      accountManager: UNKEPT,
      department: "Department",
      postalAddress: "Address",
      physicalAddress: "Address",
      deliveryAddress: "DeliveryAddress",
      category1: UNKEPT,
      category2: UNKEPT,
      category3: UNKEPT,
      currency: "Currency",
      ledgerAccount: "Account",
    },
    many: { bankAccounts: UNKEPT, bankAccountPresentation: UNKEPT },
    readOnly: "isCustomer",
  },
  Address: { path: "address", ...address },
  DeliveryAddress: {
    path: "deliveryAddress",
    ...address,
    text: `${address.text} name`,
    one: { ...address.one, customerVendor: UNKEPT },
  },
  Product: {
    path: "product",
    text: `name number displayNumber description orderLineDescription ean elNumber nrfNumber hsnCode displayName`,
    number: `costExcludingVatCurrency expenses expensesInPercent costPrice profit profitInPercent priceExcludingVatCurrency
      priceIncludingVatCurrency stockOfGoods availableStock incomingStock outgoingStock discountPrice weight volume
      markupListPercentage markupNetPercentage priceInTargetCurrency purchasePriceCurrency minStockLevel`,
    flag: "isInactive isStockItem isDeletable hasSupplierProductConnected isRoundPriceIncVat",
    other: "weightUnit volumeUnit",
    one: {
      discountGroup: UNKEPT,
      productUnit: UNKEPT,
      vatType: "VatType",
      currency: "Currency",
      department: "Department",
      account: "Account",
      supplier: UNKEPT,
      resaleProduct: UNKEPT,
      image: UNKEPT,
      mainSupplierProduct: UNKEPT,
    },
    readOnly: `displayNumber elNumber nrfNumber expensesInPercent costPrice profit profitInPercent stockOfGoods availableStock
      incomingStock outgoingStock discountPrice image markupListPercentage markupNetPercentage displayName isRoundPriceIncVat
      priceInTargetCurrency purchasePriceCurrency`,
  },
  Order: {
    path: "order",
    text: `displayName receiverEmail overdueNoticeEmail number reference invoiceComment deliveryComment sendMethodDescription
      invoiceSMSNotificationNumber customerName projectManagerNameAndNumber internalComment`,
    number: `invoicesDueIn subscriptionDuration subscriptionPeriodsOnInvoice subscriptionInvoicingTime
      totalInvoicedOnAccountAmountAbsoluteCurrency markUpOrderLines discountPercentage`,
    flag: `isShowOpenPostsOnInvoices isClosed isPrioritizeAmountsIncludingVat isSubscription isSubscriptionAutoInvoicing
      canCreateBackorder invoiceOnAccountVatHigh invoiceSendSMSNotification`,
    other: `orderDate deliveryDate status invoicesDueInType orderLineSorting subscriptionDurationType
      subscriptionPeriodsOnInvoiceType subscriptionInvoicingTimeInAdvanceOrArrears subscriptionInvoicingTimeType`,
    one: {
      customer: "Customer",
      contact: UNKEPT,
      attn: UNKEPT,
      ourContact: UNKEPT,
      ourContactEmployee: UNKEPT,
      department: "Department",
      project: UNKEPT,
      currency: "Currency",
      deliveryAddress: "DeliveryAddress",
      preliminaryInvoice: "Invoice",
    },
    many: {
      orderGroups: UNKEPT,
      orderLines: "OrderLine",
      attachment: UNKEPT,
      travelReports: UNKEPT,
      accountingDimensionValues: UNKEPT,
    },
    readOnly: `displayName subscriptionPeriodsOnInvoiceType preliminaryInvoice attachment canCreateBackorder
      totalInvoicedOnAccountAmountAbsoluteCurrency invoiceSendSMSNotification customerName projectManagerNameAndNumber travelReports
      accountingDimensionValues`,
  },
  OrderLine: {
    path: "order/orderline",
    text: "description displayName",
    number: `count unitCostCurrency unitPriceExcludingVatCurrency markup discount amountExcludingVatCurrency
      amountIncludingVatCurrency unitPriceIncludingVatCurrency sortIndex orderedQuantity`,
    flag: "isSubscription isPicked isCharged",
    other: "subscriptionPeriodStart subscriptionPeriodEnd pickedDate",
    one: {
      product: "Product",
      inventory: UNKEPT,
      inventoryLocation: UNKEPT,
      currency: "Currency",
      vatType: "VatType",
      order: "Order",
      orderGroup: UNKEPT,
      vendor: UNKEPT,
    },
    readOnly: "displayName currency amountExcludingVatCurrency amountIncludingVatCurrency",
  },
  Invoice: {
    path: "invoice",
    text: "kid invoiceComment comment invoiceRemarks",
    number: `invoiceNumber creditedInvoice amount amountCurrency amountExcludingVat amountExcludingVatCurrency amountRoundoff
      amountRoundoffCurrency amountOutstanding amountCurrencyOutstanding amountOutstandingTotal amountCurrencyOutstandingTotal
      sumRemits paymentTypeId paidAmount documentId`,
    flag: "isCredited isCreditNote isCharged isApproved isPeriodizationPossible",
    other: "invoiceDate invoiceDueDate deliveryDate ehfSendStatus",
    one: { customer: "Customer", voucher: "Voucher", currency: "Currency", invoiceRemark: UNKEPT },
    many: {
      orders: "Order",
      orderLines: "OrderLine",
      travelReports: UNKEPT,
      projectInvoiceDetails: UNKEPT,
      postings: "Posting",
      reminders: UNKEPT,
    },
    readOnly: `customer creditedInvoice isCredited invoiceComment orderLines travelReports projectInvoiceDetails voucher deliveryDate
      amount amountCurrency amountExcludingVat amountExcludingVatCurrency amountRoundoff amountRoundoffCurrency amountOutstanding
      amountCurrencyOutstanding amountOutstandingTotal amountCurrencyOutstandingTotal sumRemits currency isCreditNote isCharged
      isApproved postings reminders isPeriodizationPossible documentId`,
  },
  Voucher: {
    path: "ledger/voucher",
    text: "description externalVoucherNumber vendorInvoiceNumber displayName numberAsString",
    number: "number tempNumber year",
    flag: "wasAutoMatched",
    other: "date supplierVoucherType",
    one: {
      voucherType: UNKEPT,
      reverseVoucher: "Voucher",
      document: UNKEPT,
      attachment: UNKEPT,
      ediDocument: UNKEPT,
    },
    many: { postings: "Posting" },
  },
  Posting: {
    path: "ledger/posting",
    text: "description invoiceNumber externalRef",
    number: `amount amountCurrency amountGross amountGrossCurrency row taxTransactionTypeId quantityAmount1 quantityAmount2
      postingRuleId`,
    flag: "systemGenerated matched isVatReadonly isAmountVatClosed",
    other: "date amortizationStartDate amortizationEndDate termOfPayment type taxTransactionType",
    one: {
      voucher: "Voucher",
      account: "Account",
      amortizationAccount: UNKEPT,
      customer: "Customer",
      supplier: UNKEPT,
      employee: UNKEPT,
      project: UNKEPT,
      product: "Product",
      department: "Department",
      vatType: "VatType",
      currency: "Currency",
      closeGroup: "CloseGroup",
      quantityType1: UNKEPT,
      quantityType2: UNKEPT,
      freeAccountingDimension1: UNKEPT,
      freeAccountingDimension2: UNKEPT,
      freeAccountingDimension3: UNKEPT,
      asset: UNKEPT,
    },
  },
  CloseGroup: { path: "ledger/closeGroup", other: "date", many: { postings: "Posting" } },
  Account: {
    path: "ledger/account",
    text: `numberPretty name description balanceGroup bankAccountNumber bankName bankAccountIBAN bankAccountSWIFT saftCode
      groupingCode displayName`,
    number: "number",
    flag: `vatLocked isCloseable isApplicableForSupplierInvoice requireReconciliation isInactive isBankAccount isInvoiceAccount
      requiresDepartment requiresProject isPostingsExist`,
    other: "type ledgerType",
    one: {
      vatType: "VatType",
      currency: "Currency",
      bankAccountCountry: "Country",
      invoicingDepartment: "Department",
      quantityType1: UNKEPT,
      quantityType2: UNKEPT,
      department: "Department",
    },
    many: { legalVatTypes: "VatType" },
  },
  VatType: {
    path: "ledger/vatType",
    text: "name number displayName",
    number: "percentage deductionPercentage",
    one: { parentType: "VatType" },
  },
  VatSettings: { path: "ledger/vatSettings", other: "vatRegistrationStatus" },
  AccountingPeriod: {
    path: "ledger/accountingPeriod",
    text: "name checkLedgerLogEmployeeName checkWageLogEmployeeName",
    number: "number checkLedgerLogEmployeePictureId checkWageLogEmployeePictureId",
    flag: "isClosed",
    other: "start end checkLedgerLogTime checkWageLogTime",
  },
  Department: {
    path: "department",
    text: "name departmentNumber displayName",
    number: "businessActivityTypeId",
    flag: "isInactive",
    one: { departmentManager: UNKEPT },
  },
  Country: { path: "country", text: "name displayName isoAlpha2Code isoAlpha3Code isoNumericCode" },
  Currency: { path: "currency", text: "code description displayName", number: "factor", flag: "isDisabled" },
  PaymentType: {
    path: "invoice/paymentType",
    text: "description displayName currencyCode",
    number: "sequence currencyId",
    one: {
      debitAccount: "Account",
      creditAccount: "Account",
      vatType: "VatType",
      customer: UNKEPT,
      supplier: UNKEPT,
    },
  },
  Company: {
    path: "company",
    text: "name displayName organizationNumber email phoneNumber phoneNumberMobile faxNumber",
    flag: "accountantOrSimilar invoiceShowDeliveryDate",
    other: "startDate endDate type companyMigration",
    one: { address: UNKEPT, currency: "Currency" },
  },
};

const models = new Map(Object.entries(definitions).map(([name, definition]) => [name, build(definition)]));

/** Names of all models, for the comparison with Tripletex's own description. */
export const modelNames: readonly string[] = [...models.keys()];

/** The model, or undefined for what the stand-in does not keep. */
export function findModel(name: string): Model | undefined {
  return models.get(name);
}

function build(definition: Definition): Model {
  const one = new Map(Object.entries(definition.one ?? {}));
  const many = new Map(Object.entries(definition.many ?? {}));
  const empty = new Map<string, unknown>();
  for (const name of words(definition.text ?? "")) empty.set(name, "");
  for (const name of words(definition.number ?? "")) empty.set(name, 0);
  for (const name of words(definition.flag ?? "")) empty.set(name, false);
  for (const name of [...words(definition.other ?? ""), ...one.keys()]) empty.set(name, null);
  for (const name of many.keys()) empty.set(name, []);
  return {
    path: definition.path,
    names: ["id", "version", "url", ...empty.keys()],
    empty,
    one,
    many,
    readOnly: new Set(["url", "changes", ...words(definition.readOnly ?? "")]),
  };
}
