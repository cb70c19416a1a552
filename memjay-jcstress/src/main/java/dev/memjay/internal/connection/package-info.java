/** Stress tests of the connection's memory ordering, for jcstress. */
@NullMarked
package dev.memjay.internal.connection;

import org.jspecify.annotations.NullMarked;
