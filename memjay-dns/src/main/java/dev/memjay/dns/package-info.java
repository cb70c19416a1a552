/** Discovery by DNS records: what to ask name servers, and how to read their answers. */
@NullMarked
package dev.memjay.dns;

import org.jspecify.annotations.NullMarked;
