/** The binary protocol: from bytes to commands to replies, without a socket. */
@NullMarked
package dev.memjay.server.binary;

import org.jspecify.annotations.NullMarked;
