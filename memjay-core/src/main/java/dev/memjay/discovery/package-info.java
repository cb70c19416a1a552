/** Where the list of nodes comes from: the discovery interface, and those that it makes. */
@NullMarked
package dev.memjay.discovery;

import org.jspecify.annotations.NullMarked;
