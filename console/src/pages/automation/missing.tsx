import { Missing } from '../../parts/states';

/** In the place of an automation that is not there. */
export const MissingAutomation = () => <Missing what="automation" to="/automations" others="All automations" />;
