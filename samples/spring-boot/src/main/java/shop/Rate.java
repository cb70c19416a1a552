package shop;

import java.math.BigDecimal;
import java.time.Instant;

/** What an euro is worth in another currency, and since when. */
public record Rate(String currency, BigDecimal value, Instant since) {}
