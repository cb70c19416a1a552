/** The classic text and the meta protocol: from bytes to commands to replies, without a socket. */
@NullMarked
package dev.memjay.server.text;

import org.jspecify.annotations.NullMarked;
