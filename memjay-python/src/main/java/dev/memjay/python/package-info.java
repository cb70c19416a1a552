/** Values as clients of Python store them, pickles included. */
@NullMarked
package dev.memjay.python;

import org.jspecify.annotations.NullMarked;
