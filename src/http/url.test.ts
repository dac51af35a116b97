import { describe, expect, it } from "vitest";
import { buildUrl, commaList } from "./url.ts";

const baseUrl = "https://tripletex.no/v2";

describe("buildUrl", () => {
  it("keeps the base path and the literal colon of an action", () => {
    const url = buildUrl({ baseUrl, path: "/invoice/{id}/:payment", pathValues: { id: 7 } });
    expect(url).toBe("https://tripletex.no/v2/invoice/7/:payment");
    expect(new URL(url).pathname).toBe("/v2/invoice/7/:payment");
  });

  it("keeps the literal > until the URL standard escapes it once", () => {
    const url = buildUrl({ baseUrl, path: "/token/session/>whoAmI" });
    expect(url).toBe("https://tripletex.no/v2/token/session/>whoAmI");
    expect(decodeURIComponent(new URL(url).pathname)).toBe("/v2/token/session/>whoAmI");
  });

  it("writes a comma list as one parameter and an array as a repeated one, and leaves undefined out", () => {
    const query = {
      id: commaList([1, 2]),
      productNumber: ["A&B", "ø 1"],
      isInactive: false,
      extra: undefined,
    };
    expect(buildUrl({ baseUrl, path: "/product", query })).toBe(
      "https://tripletex.no/v2/product?id=1,2&productNumber=A%26B&productNumber=%C3%B8%201&isInactive=false",
    );
  });

  it("refuses a path whose value is missing, and escapes one that holds a slash", () => {
    expect(() => buildUrl({ baseUrl, path: "/invoice/{id}" })).toThrow(RangeError);
    expect(buildUrl({ baseUrl, path: "/x/{id}", pathValues: { id: "../a" } })).toBe(
      "https://tripletex.no/v2/x/..%2Fa",
    );
  });
});
