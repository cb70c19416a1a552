/** What can go wrong, under one unchecked root, {@link dev.memjay.error.MemjayException}. */
@NullMarked
package dev.memjay.error;

import org.jspecify.annotations.NullMarked;
