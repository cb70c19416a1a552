/** What the command reads and shows: values by each codec that has a name, and lines of JSON. */
@NullMarked
package dev.memjay.cli.value;

import org.jspecify.annotations.NullMarked;
