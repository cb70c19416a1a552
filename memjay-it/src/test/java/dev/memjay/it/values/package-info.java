/** Values and keys between Memjay and the clients whose layouts it knows. */
@NullMarked
package dev.memjay.it.values;

import org.jspecify.annotations.NullMarked;
