/** Fleets of several nodes: failures of nodes, policies for them, copies, fallbacks and retries. */
@NullMarked
package dev.memjay.it.fleet;

import org.jspecify.annotations.NullMarked;
