/** The binary dialect: packets with a header of 24 bytes. */
@NullMarked
package dev.memjay.internal.wire.binary;

import org.jspecify.annotations.NullMarked;
