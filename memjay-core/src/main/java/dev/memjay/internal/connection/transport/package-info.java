/** How bytes travel to a node: sockets of each kind, TLS, and the settings of both. */
@NullMarked
package dev.memjay.internal.connection.transport;

import org.jspecify.annotations.NullMarked;
