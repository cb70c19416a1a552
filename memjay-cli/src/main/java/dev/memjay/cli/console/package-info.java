/** What the user meets: the streams, the terminal, errors as text, statuses, signals. */
@NullMarked
package dev.memjay.cli.console;

import org.jspecify.annotations.NullMarked;
