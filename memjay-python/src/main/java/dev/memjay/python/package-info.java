/** Values as clients of Python store them, pickles included, and pylibmc's behaviors as settings. */
@NullMarked
package dev.memjay.python;

import org.jspecify.annotations.NullMarked;
