/** The ways to a server and into it: UNIX sockets, UDP, TLS and logins, on the embedded server and on real memcached. */
@NullMarked
package dev.memjay.it.transport;

import org.jspecify.annotations.NullMarked;
