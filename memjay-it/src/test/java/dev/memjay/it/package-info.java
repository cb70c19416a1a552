/** Integration tests: every verb, the two documents, and bad days, on the embedded server and on real memcached. */
@NullMarked
package dev.memjay.it;

import org.jspecify.annotations.NullMarked;
