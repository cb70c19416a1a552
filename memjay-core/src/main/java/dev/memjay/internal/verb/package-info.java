/** What each verb sends and how its answer reads: keys and values become bytes here, once, for all views. */
@NullMarked
package dev.memjay.internal.verb;

import org.jspecify.annotations.NullMarked;
