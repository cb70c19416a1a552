/** Sockets: listeners, connections and the faults that a test asks for. */
@NullMarked
package dev.memjay.server.net;

import org.jspecify.annotations.NullMarked;
