"""The database, behind one deep class: `shopcard.store.shop.Shop`."""
