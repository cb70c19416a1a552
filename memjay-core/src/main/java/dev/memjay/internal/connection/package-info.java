/** One socket to a node: in-flight ring, write combining, who reads, deadlines, reconnects. */
@NullMarked
package dev.memjay.internal.connection;

import org.jspecify.annotations.NullMarked;
