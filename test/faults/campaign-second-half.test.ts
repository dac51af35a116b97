/** The second half of the short campaign. */
import { testHundredFrom } from "./short-campaign.ts";

testHundredFrom(101);
