/** Where the list of nodes comes from: the discovery interface and the ones that come with Memjay. */
@NullMarked
package dev.memjay.discovery;

import org.jspecify.annotations.NullMarked;
