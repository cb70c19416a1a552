/** Bytes to and from requests and replies: pure, no socket, no clock, no thread. */
@NullMarked
package dev.memjay.internal.wire;

import org.jspecify.annotations.NullMarked;
