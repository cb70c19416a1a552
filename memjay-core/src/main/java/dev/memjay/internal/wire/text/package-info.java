/** The two dialects that are lines of text, meta and classic: they share their error lines and their parsing. */
@NullMarked
package dev.memjay.internal.wire.text;

import org.jspecify.annotations.NullMarked;
