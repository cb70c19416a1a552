/**
 * Calls of several commands, each written once as steps, and what drives the steps: one driver on the caller's thread, one
 * without a thread.
 *
 * <p>The path of the data: a face of the client makes a {@link dev.memjay.internal.script.Script} of the arguments, whose
 * constructor encodes the key, so that what is wrong with it is thrown at once, and calls {@code run()} or {@code start()}.
 * The driver asks the script for its first {@link dev.memjay.internal.script.Step}, does what that says (asks a node, waits,
 * runs the caller's code), and hands the answer or the failure to the step, which gives the next one; until a step is the
 * result. Nothing in a script knows which driver has it.
 *
 * <p>This package stands on the clock and the errors alone, so that every room above may write its calls as scripts.
 */
@NullMarked
package dev.memjay.internal.script;

import org.jspecify.annotations.NullMarked;
