/** A call as the verbs make it, for one key or for many: a request, the reader of its answer, and what becomes of its failure. */
@NullMarked
package dev.memjay.internal.route.call;

import org.jspecify.annotations.NullMarked;
