/** Which node answers which key, and what happens when it cannot. */
@NullMarked
package dev.memjay.internal.route;

import org.jspecify.annotations.NullMarked;
