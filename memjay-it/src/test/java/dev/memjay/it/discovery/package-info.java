/** Fleets that change under load. */
@NullMarked
package dev.memjay.it.discovery;

import org.jspecify.annotations.NullMarked;
