/** Values for Memjay through Kryo. */
@NullMarked
package dev.memjay.kryo;

import org.jspecify.annotations.NullMarked;
