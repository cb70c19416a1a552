/** A memcached for tests of Spring Boot applications. */
@NullMarked
package dev.memjay.spring.boot.test;

import org.jspecify.annotations.NullMarked;
