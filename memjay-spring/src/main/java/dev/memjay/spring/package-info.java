/** Spring's cache abstraction over memcached, for Spring Framework 6.2 and 7.0. */
@NullMarked
package dev.memjay.spring;

import org.jspecify.annotations.NullMarked;
