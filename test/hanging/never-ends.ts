it('never ends', () => {
  for (;;);
});
