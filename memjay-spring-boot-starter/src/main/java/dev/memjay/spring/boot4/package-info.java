/** What Spring Boot 4 has in other places than Spring Boot 3: cache manager, cache meters and health. */
@NullMarked
package dev.memjay.spring.boot4;

import org.jspecify.annotations.NullMarked;
