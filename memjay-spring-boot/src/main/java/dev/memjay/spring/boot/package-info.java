/** Auto-configuration of Memjay for Spring Boot: the client, its metrics and health, and the cache. */
@NullMarked
package dev.memjay.spring.boot;

import org.jspecify.annotations.NullMarked;
