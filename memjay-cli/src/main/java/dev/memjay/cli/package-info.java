/** The memjay command: one class for each family of subcommands, on the client's public API only. */
@NullMarked
package dev.memjay.cli;

import org.jspecify.annotations.NullMarked;
