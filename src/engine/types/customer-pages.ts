/**
 * Rubic's customers page by page, with what tells a number that two customers share wherever the two stand. The page after the one
 * that is read is noted with it: a row of the same number there passes for one that has shifted. All pages are noted where
 * something says that a number may be somebody else's by now.
 */
import type { RubicPage } from "../../rubic/client.ts";
import type { RubicCustomer } from "../../rubic/schemas.ts";
import { customerKey } from "../../sync/customer-number.ts";
import { refuseRepeatedPage } from "../page-reader.ts";
import type { Step } from "../step.ts";
import { MASTER_DATA_PAGE_SIZE } from "./master-data.ts";
import type { Twins } from "./twins.ts";

type Page = RubicPage<RubicCustomer>;

export class CustomerPages {
  readonly #step: Step;
  readonly #twins: Twins;
  #ahead: { pageNo: number; page: Page } | null = null;
  #areAllNoted = false;

  constructor(step: Step, twins: Twins) {
    this.#step = step;
    this.#twins = twins;
  }

  /** @throws RemoteError */
  async read(pageNo: number): Promise<Page> {
    const ahead = this.#ahead;
    const page = ahead?.pageNo === pageNo ? ahead.page : await this.#fetch(pageNo);
    if (page.rowCount > 0) this.#ahead = { pageNo: pageNo + 1, page: await this.#fetch(pageNo + 1) };
    return page;
  }

  /** Notes every customer, once in a step. @throws RemoteError, RepeatedPageError */
  async noteAll(): Promise<void> {
    if (this.#areAllNoted) return;
    await this.#step.untimed(() => this.#noteAll());
    this.#areAllNoted = true;
  }

  async #noteAll(): Promise<void> {
    let previousKeys: string[] = [];
    for (let pageNo = 1; ; pageNo += 1) {
      const page = await this.#fetch(pageNo);
      if (page.rowCount === 0) return;
      const keys = page.records.map((customer) => customerKey(customer) ?? "");
      refuseRepeatedPage({ ...this.#step.cursor, pageNo, previousKeys }, keys);
      previousKeys = keys;
      await this.#step.keepLease();
    }
  }

  async #fetch(pageNo: number): Promise<Page> {
    const page = await this.#step.ports.rubic.customers({ pageNo, pageSize: MASTER_DATA_PAGE_SIZE });
    this.#twins.note(page.records);
    return page;
  }
}
