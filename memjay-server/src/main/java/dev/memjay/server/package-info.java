/** An in-process memcached for tests, demos and local work. Start with {@link dev.memjay.server.MemcachedServer}. */
@NullMarked
package dev.memjay.server;

import org.jspecify.annotations.NullMarked;
