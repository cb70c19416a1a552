/** What the command line is read into: the options of every client, durations, numbers. */
@NullMarked
package dev.memjay.cli.option;

import org.jspecify.annotations.NullMarked;
