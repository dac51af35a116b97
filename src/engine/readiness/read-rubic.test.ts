import { describe, expect, it } from "vitest";
import type { SeenRequest } from "../../http/test-server.ts";
import { clientFor } from "../../rubic/test-client.ts";
import { RepeatedPageError } from "../page-reader.ts";
import { readProductsByGroup, readSurvey } from "./read-rubic.ts";

const product = (productID: number, productGroupID: number) => ({
  productID,
  productCode: `P-${productID}`,
  productGroupID,
  departmentID: null,
  price: 100,
});
const pageOf = ({ query }: SeenRequest) => Number(query.get("pageNo"));
const pages = (...rows: unknown[][]) => clientFor((request) => ({ json: rows[pageOf(request) - 1] ?? [] }));
const always = () => true;

describe("reading Rubic for a check", () => {
  it("reads on until a page is empty, and counts a row that comes twice once", async () => {
    const { client } = await pages([product(1, 7), product(2, 7)], [product(2, 7), product(3, 8)]);
    expect(await readProductsByGroup(client, always)).toEqual(
      new Map([
        [7, 2],
        [8, 1],
      ]),
    );
  });

  it("refuses a service that delivers one page for ever", async () => {
    const { client } = await clientFor(() => ({ json: [product(1, 7)] }));
    await expect(readProductsByGroup(client, always)).rejects.toThrow(RepeatedPageError);
  });

  it("gives no part of a list when the time is over, and says of a survey that it is not whole", async () => {
    const { client } = await pages([product(1, 7)], [product(2, 7)]);
    let left = 1;
    const once = () => left-- > 0;
    expect(await readProductsByGroup(client, once)).toBeNull();
    const request = { booksFrom: "2026-01-01", today: "2026-03-10", mayGoOn: () => false };
    expect(await readSurvey(client, request)).toMatchObject({ isComplete: false, invoiceCount: 0 });
  });

  it("surveys the last 13 months at least, and everything since an older cut-over", async () => {
    const { client, server } = await pages();
    const survey = (booksFrom: string) =>
      readSurvey(client, { booksFrom, today: "2026-03-10", mayGoOn: always });
    expect((await survey("2026-01-01")).from).toBe("2025-02-07");
    expect((await survey("2024-01-01")).from).toBe("2024-01-01");
    expect(server.requests.length).toBe(4);
  });
});
