package shop;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Exchange rates from afar, which take their time. */
@Service
public class Rates {
    @Cacheable("rate")
    public Mono<Rate> rate(String currency) {
        return Mono.delay(Duration.ofMillis(50))
                .map(waited -> new Rate(currency, new BigDecimal("1.0873"), Instant.now()));
    }
}
