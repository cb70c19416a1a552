/** A memcached server for JUnit tests: {@link dev.memjay.junit.WithMemcached}. */
@NullMarked
package dev.memjay.junit;

import org.jspecify.annotations.NullMarked;
