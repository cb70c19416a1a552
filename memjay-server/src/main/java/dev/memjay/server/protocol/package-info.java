/** What all protocols share: connections, output, settings and the recorded requests. */
@NullMarked
package dev.memjay.server.protocol;

import org.jspecify.annotations.NullMarked;
