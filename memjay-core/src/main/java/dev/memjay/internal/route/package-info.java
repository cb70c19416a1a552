/**
 * Which node answers which key, and what happens when it cannot: {@link dev.memjay.internal.route.Router} is the
 * {@link dev.memjay.internal.route.Engine} of a fleet of nodes.
 *
 * <p>The names, here and in the rooms {@code call} and {@code fleet}:
 *
 * <ul>
 *   <li>One key: a {@code WireKey}; a {@code Call} is a request for it and the reader of its answer; {@code CallFuture},
 *       {@code CallErrors}, {@code DetouredCall}.
 *   <li>Many keys: names that begin with {@code Bulk}. A {@code BulkCall} has a row for each key, its columns are keys, routes
 *       and requests; a {@code Bulk} is a bulk call and the reader of its {@code BulkOutcome}. A part of a call is cut out by
 *       {@code BulkCall.part}, and nowhere else.
 *   <li>A request of several rows: a run. {@code BulkPlan} cuts a bulk call by node into runs, which is the one place where it is
 *       decided what takes part; {@code QuietRun} and {@code GetRun} are the requests that runs are sent as;
 *       {@code BulkExecution} sends them, and {@code BulkRefusals} finds out which rows of one a server refused.
 * </ul>
 */
@NullMarked
package dev.memjay.internal.route;

import org.jspecify.annotations.NullMarked;
