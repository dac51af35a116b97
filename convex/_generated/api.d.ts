/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import type * as bookingDates from "../bookingDates.js";
import type * as brake from "../brake.js";
import type * as clearing from "../clearing.js";
import type * as codeTables from "../codeTables.js";
import type * as codeValidators from "../codeValidators.js";
import type * as creditValidators from "../creditValidators.js";
import type * as crons from "../crons.js";
import type * as customerMapping from "../customerMapping.js";
import type * as guard from "../guard.js";
import type * as holds from "../holds.js";
import type * as invoiceMapping from "../invoiceMapping.js";
import type * as links from "../links.js";
import type * as overview from "../overview.js";
import type * as pageSize from "../pageSize.js";
import type * as paymentMapping from "../paymentMapping.js";
import type * as planTables from "../planTables.js";
import type * as planValidators from "../planValidators.js";
import type * as plans from "../plans.js";
import type * as productMapping from "../productMapping.js";
import type * as readiness from "../readiness.js";
import type * as reconcileValidators from "../reconcileValidators.js";
import type * as reconciliation from "../reconciliation.js";
import type * as refusal from "../refusal.js";
import type * as remoteTables from "../remoteTables.js";
import type * as runs from "../runs.js";
import type * as settings from "../settings.js";
import type * as sync_alreadyPaid from "../sync/alreadyPaid.js";
import type * as sync_audit from "../sync/audit.js";
import type * as sync_begin from "../sync/begin.js";
import type * as sync_bookingDates from "../sync/bookingDates.js";
import type * as sync_brake from "../sync/brake.js";
import type * as sync_canaries from "../sync/canaries.js";
import type * as sync_canaryDoor from "../sync/canaryDoor.js";
import type * as sync_canaryTables from "../sync/canaryTables.js";
import type * as sync_cancel from "../sync/cancel.js";
import type * as sync_changesInTripletex from "../sync/changesInTripletex.js";
import type * as sync_codeDoor from "../sync/codeDoor.js";
import type * as sync_codeMappings from "../sync/codeMappings.js";
import type * as sync_codeReads from "../sync/codeReads.js";
import type * as sync_commit from "../sync/commit.js";
import type * as sync_comparedMonths from "../sync/comparedMonths.js";
import type * as sync_comparisonTables from "../sync/comparisonTables.js";
import type * as sync_comparisons from "../sync/comparisons.js";
import type * as sync_conflictHold from "../sync/conflictHold.js";
import type * as sync_creditDoor from "../sync/creditDoor.js";
import type * as sync_credits from "../sync/credits.js";
import type * as sync_deadlines from "../sync/deadlines.js";
import type * as sync_environments from "../sync/environments.js";
import type * as sync_events from "../sync/events.js";
import type * as sync_holdActs from "../sync/holdActs.js";
import type * as sync_holdDoor from "../sync/holdDoor.js";
import type * as sync_holdsByNumber from "../sync/holdsByNumber.js";
import type * as sync_holdsOnNotes from "../sync/holdsOnNotes.js";
import type * as sync_intents from "../sync/intents.js";
import type * as sync_keys from "../sync/keys.js";
import type * as sync_knownFrom from "../sync/knownFrom.js";
import type * as sync_knownMapping from "../sync/knownMapping.js";
import type * as sync_latest from "../sync/latest.js";
import type * as sync_lease from "../sync/lease.js";
import type * as sync_legal from "../sync/legal.js";
import type * as sync_linkStore from "../sync/linkStore.js";
import type * as sync_lookups from "../sync/lookups.js";
import type * as sync_mappingByHand from "../sync/mappingByHand.js";
import type * as sync_mappingDoor from "../sync/mappingDoor.js";
import type * as sync_mappingRules from "../sync/mappingRules.js";
import type * as sync_metInvoices from "../sync/metInvoices.js";
import type * as sync_monthDoor from "../sync/monthDoor.js";
import type * as sync_monthsReading from "../sync/monthsReading.js";
import type * as sync_paymentReads from "../sync/paymentReads.js";
import type * as sync_planCleanup from "../sync/planCleanup.js";
import type * as sync_planDeviations from "../sync/planDeviations.js";
import type * as sync_planDoor from "../sync/planDoor.js";
import type * as sync_planLookups from "../sync/planLookups.js";
import type * as sync_planStart from "../sync/planStart.js";
import type * as sync_proposeCodes from "../sync/proposeCodes.js";
import type * as sync_readCredits from "../sync/readCredits.js";
import type * as sync_readNumbers from "../sync/readNumbers.js";
import type * as sync_readers from "../sync/readers.js";
import type * as sync_readiness from "../sync/readiness.js";
import type * as sync_readinessCheck from "../sync/readinessCheck.js";
import type * as sync_readinessDoor from "../sync/readinessDoor.js";
import type * as sync_readinessGate from "../sync/readinessGate.js";
import type * as sync_reconcile from "../sync/reconcile.js";
import type * as sync_reconcileMonths from "../sync/reconcileMonths.js";
import type * as sync_reconcileShelves from "../sync/reconcileShelves.js";
import type * as sync_reconcileStep from "../sync/reconcileStep.js";
import type * as sync_reconcileStore from "../sync/reconcileStore.js";
import type * as sync_reconcileWork from "../sync/reconcileWork.js";
import type * as sync_retention from "../sync/retention.js";
import type * as sync_retry from "../sync/retry.js";
import type * as sync_rubicDates from "../sync/rubicDates.js";
import type * as sync_runDoor from "../sync/runDoor.js";
import type * as sync_runView from "../sync/runView.js";
import type * as sync_scheduleDoor from "../sync/scheduleDoor.js";
import type * as sync_schedules from "../sync/schedules.js";
import type * as sync_seenCredits from "../sync/seenCredits.js";
import type * as sync_sending from "../sync/sending.js";
import type * as sync_sessions from "../sync/sessions.js";
import type * as sync_settings from "../sync/settings.js";
import type * as sync_staleHolds from "../sync/staleHolds.js";
import type * as sync_start from "../sync/start.js";
import type * as sync_step from "../sync/step.js";
import type * as sync_steps from "../sync/steps.js";
import type * as sync_store from "../sync/store.js";
import type * as sync_totals from "../sync/totals.js";
import type * as sync_transitions from "../sync/transitions.js";
import type * as sync_typeStates from "../sync/typeStates.js";
import type * as sync_uniqueness from "../sync/uniqueness.js";
import type * as sync_unlinkedHolds from "../sync/unlinkedHolds.js";
import type * as sync_watchdog from "../sync/watchdog.js";
import type * as sync_whyState from "../sync/whyState.js";
import type * as sync_window from "../sync/window.js";
import type * as sync_withInvoice from "../sync/withInvoice.js";
import type * as sync_written from "../sync/written.js";
import type * as syncState from "../syncState.js";
import type * as tables_all from "../tables/all.js";
import type * as tables_credits from "../tables/credits.js";
import type * as tables_deadlines from "../tables/deadlines.js";
import type * as tables_leftOut from "../tables/leftOut.js";
import type * as tables_payments from "../tables/payments.js";
import type * as tables_reconcile from "../tables/reconcile.js";
import type * as uniqueness from "../uniqueness.js";
import type * as validators from "../validators.js";
import type * as why from "../why.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  bookingDates: typeof bookingDates;
  brake: typeof brake;
  clearing: typeof clearing;
  codeTables: typeof codeTables;
  codeValidators: typeof codeValidators;
  creditValidators: typeof creditValidators;
  crons: typeof crons;
  customerMapping: typeof customerMapping;
  guard: typeof guard;
  holds: typeof holds;
  invoiceMapping: typeof invoiceMapping;
  links: typeof links;
  overview: typeof overview;
  pageSize: typeof pageSize;
  paymentMapping: typeof paymentMapping;
  planTables: typeof planTables;
  planValidators: typeof planValidators;
  plans: typeof plans;
  productMapping: typeof productMapping;
  readiness: typeof readiness;
  reconcileValidators: typeof reconcileValidators;
  reconciliation: typeof reconciliation;
  refusal: typeof refusal;
  remoteTables: typeof remoteTables;
  runs: typeof runs;
  settings: typeof settings;
  "sync/alreadyPaid": typeof sync_alreadyPaid;
  "sync/audit": typeof sync_audit;
  "sync/begin": typeof sync_begin;
  "sync/bookingDates": typeof sync_bookingDates;
  "sync/brake": typeof sync_brake;
  "sync/canaries": typeof sync_canaries;
  "sync/canaryDoor": typeof sync_canaryDoor;
  "sync/canaryTables": typeof sync_canaryTables;
  "sync/cancel": typeof sync_cancel;
  "sync/changesInTripletex": typeof sync_changesInTripletex;
  "sync/codeDoor": typeof sync_codeDoor;
  "sync/codeMappings": typeof sync_codeMappings;
  "sync/codeReads": typeof sync_codeReads;
  "sync/commit": typeof sync_commit;
  "sync/comparedMonths": typeof sync_comparedMonths;
  "sync/comparisonTables": typeof sync_comparisonTables;
  "sync/comparisons": typeof sync_comparisons;
  "sync/conflictHold": typeof sync_conflictHold;
  "sync/creditDoor": typeof sync_creditDoor;
  "sync/credits": typeof sync_credits;
  "sync/deadlines": typeof sync_deadlines;
  "sync/environments": typeof sync_environments;
  "sync/events": typeof sync_events;
  "sync/holdActs": typeof sync_holdActs;
  "sync/holdDoor": typeof sync_holdDoor;
  "sync/holdsByNumber": typeof sync_holdsByNumber;
  "sync/holdsOnNotes": typeof sync_holdsOnNotes;
  "sync/intents": typeof sync_intents;
  "sync/keys": typeof sync_keys;
  "sync/knownFrom": typeof sync_knownFrom;
  "sync/knownMapping": typeof sync_knownMapping;
  "sync/latest": typeof sync_latest;
  "sync/lease": typeof sync_lease;
  "sync/legal": typeof sync_legal;
  "sync/linkStore": typeof sync_linkStore;
  "sync/lookups": typeof sync_lookups;
  "sync/mappingByHand": typeof sync_mappingByHand;
  "sync/mappingDoor": typeof sync_mappingDoor;
  "sync/mappingRules": typeof sync_mappingRules;
  "sync/metInvoices": typeof sync_metInvoices;
  "sync/monthDoor": typeof sync_monthDoor;
  "sync/monthsReading": typeof sync_monthsReading;
  "sync/paymentReads": typeof sync_paymentReads;
  "sync/planCleanup": typeof sync_planCleanup;
  "sync/planDeviations": typeof sync_planDeviations;
  "sync/planDoor": typeof sync_planDoor;
  "sync/planLookups": typeof sync_planLookups;
  "sync/planStart": typeof sync_planStart;
  "sync/proposeCodes": typeof sync_proposeCodes;
  "sync/readCredits": typeof sync_readCredits;
  "sync/readNumbers": typeof sync_readNumbers;
  "sync/readers": typeof sync_readers;
  "sync/readiness": typeof sync_readiness;
  "sync/readinessCheck": typeof sync_readinessCheck;
  "sync/readinessDoor": typeof sync_readinessDoor;
  "sync/readinessGate": typeof sync_readinessGate;
  "sync/reconcile": typeof sync_reconcile;
  "sync/reconcileMonths": typeof sync_reconcileMonths;
  "sync/reconcileShelves": typeof sync_reconcileShelves;
  "sync/reconcileStep": typeof sync_reconcileStep;
  "sync/reconcileStore": typeof sync_reconcileStore;
  "sync/reconcileWork": typeof sync_reconcileWork;
  "sync/retention": typeof sync_retention;
  "sync/retry": typeof sync_retry;
  "sync/rubicDates": typeof sync_rubicDates;
  "sync/runDoor": typeof sync_runDoor;
  "sync/runView": typeof sync_runView;
  "sync/scheduleDoor": typeof sync_scheduleDoor;
  "sync/schedules": typeof sync_schedules;
  "sync/seenCredits": typeof sync_seenCredits;
  "sync/sending": typeof sync_sending;
  "sync/sessions": typeof sync_sessions;
  "sync/settings": typeof sync_settings;
  "sync/staleHolds": typeof sync_staleHolds;
  "sync/start": typeof sync_start;
  "sync/step": typeof sync_step;
  "sync/steps": typeof sync_steps;
  "sync/store": typeof sync_store;
  "sync/totals": typeof sync_totals;
  "sync/transitions": typeof sync_transitions;
  "sync/typeStates": typeof sync_typeStates;
  "sync/uniqueness": typeof sync_uniqueness;
  "sync/unlinkedHolds": typeof sync_unlinkedHolds;
  "sync/watchdog": typeof sync_watchdog;
  "sync/whyState": typeof sync_whyState;
  "sync/window": typeof sync_window;
  "sync/withInvoice": typeof sync_withInvoice;
  "sync/written": typeof sync_written;
  syncState: typeof syncState;
  "tables/all": typeof tables_all;
  "tables/credits": typeof tables_credits;
  "tables/deadlines": typeof tables_deadlines;
  "tables/leftOut": typeof tables_leftOut;
  "tables/payments": typeof tables_payments;
  "tables/reconcile": typeof tables_reconcile;
  uniqueness: typeof uniqueness;
  validators: typeof validators;
  why: typeof why;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
