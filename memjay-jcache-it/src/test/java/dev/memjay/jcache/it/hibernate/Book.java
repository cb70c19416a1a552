package dev.memjay.jcache.it.hibernate;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** What changes now and then: an entity, its natural id and a collection. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
@NaturalIdCache
public class Book {
    @Id
    long id;

    @NaturalId
    String isbn;

    String title;

    BigDecimal price;

    LocalDate published;

    @ElementCollection(fetch = FetchType.LAZY)
    @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
    Set<String> authors = new HashSet<>();

    protected Book() {}

    Book(long id, String isbn, String title) {
        this.id = id;
        this.isbn = isbn;
        this.title = title;
        price = new BigDecimal("12.50");
        published = LocalDate.of(2026, 11, 30);
        authors.add("Ada");
    }
}
