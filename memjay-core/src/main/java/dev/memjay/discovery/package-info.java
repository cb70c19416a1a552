/** Where the list of nodes comes from: discoveries, and what they may ask. */
@NullMarked
package dev.memjay.discovery;

import org.jspecify.annotations.NullMarked;
