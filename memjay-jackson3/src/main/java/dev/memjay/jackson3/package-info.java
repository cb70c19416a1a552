/** JSON values for Memjay through Jackson 3. */
@NullMarked
package dev.memjay.jackson3;

import org.jspecify.annotations.NullMarked;
