/** Clients in other languages against the embedded server. */
@NullMarked
package dev.memjay.it.clients;

import org.jspecify.annotations.NullMarked;
