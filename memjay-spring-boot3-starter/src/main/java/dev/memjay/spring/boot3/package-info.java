/** What Spring Boot 3 has in other places than Spring Boot 4: cache manager, cache meters and health. */
@NullMarked
package dev.memjay.spring.boot3;

import org.jspecify.annotations.NullMarked;
